package dev.rapport.ticket;

/** What a ticket is: 咨询, 故障, 问题, 任务, 客户投诉, 客户反馈. */
public enum TicketType {

	QUESTION, INCIDENT, PROBLEM, TASK, COMPLAINT, FEEDBACK

}
